SELECT o.event, o.round AS stage, o.competitor AS entry, o.rank AS place,
  CASE WHEN o.round = 'final' THEN '' WHEN n.competitor IS NULL THEN '0' ELSE '1' END AS goes_on
FROM read_csv('{shared}/data/competitions/diving_2000/official.csv', all_varchar = true) AS o
LEFT JOIN read_csv('{shared}/data/competitions/diving_2000/official.csv', all_varchar = true) AS n
  ON n.event = o.event AND n.competitor = o.competitor
  AND (o.round, n.round) IN (('preliminary', 'semifinal'), ('semifinal', 'final'))
