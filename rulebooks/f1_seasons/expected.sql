SELECT DISTINCT m.season AS event, m.competitor AS entry, coalesce(o.rank, '') AS place,
  CAST(CAST(o.points AS DECIMAL(9, 2)) AS VARCHAR) AS score, CAST(CAST(o.points AS DECIMAL(9, 2)) AS VARCHAR) AS "score:total"
FROM read_csv('{shared}/data/competitions/f1_seasons/marks.csv', all_varchar = true) AS m
LEFT JOIN read_csv('{shared}/data/competitions/f1_seasons/official.csv', all_varchar = true) AS o
  ON o.season = m.season AND o.competitor = m.competitor
