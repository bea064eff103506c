SELECT contest AS event, 'contest' AS stage, team AS entry, NULL AS place, solved AS score, solved AS "score:solved",
  penalty_ms AS "score:penalty"
FROM read_csv('{shared}/data/competitions/icpc_ccpc/official.csv', all_varchar = true)
UNION ALL
SELECT contest, 'board', team, board_row, NULL, NULL, NULL
FROM read_csv('{shared}/data/competitions/icpc_ccpc/official.csv', all_varchar = true)
