SELECT year AS event, 'contest' AS stage, competitor AS entry, rank AS place, total AS score, coalesce(award, '') AS award,
  total AS "score:total"
FROM read_csv('{shared}/data/competitions/imo/official.csv', all_varchar = true)
