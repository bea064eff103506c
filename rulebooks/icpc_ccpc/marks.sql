SELECT contest AS event, 'contest' AS stage, team AS entry, 'runs' AS criterion, problem AS item, seq AS attempt, verdict AS source,
  time_ms AS value
FROM read_csv('{shared}/data/competitions/icpc_ccpc/marks.csv', all_varchar = true)
UNION ALL
SELECT contest, 'board', team, 'row', NULL, NULL, NULL, board_row
FROM read_csv('{shared}/data/competitions/icpc_ccpc/official.csv', all_varchar = true)
