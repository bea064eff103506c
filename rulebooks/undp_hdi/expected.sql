SELECT year AS event, 'index' AS stage, competitor AS entry, CASE WHEN kind = 'aggregate' THEN '' ELSE rank_2022 END AS place,
  CAST(CAST(hdi AS DECIMAL(4, 3)) AS VARCHAR) AS score, CASE WHEN kind = 'aggregate' THEN '' WHEN tier_2022 = 'Very High' THEN 'very_high' WHEN tier_2022 = 'High' THEN 'high'
  WHEN tier_2022 = 'Medium' THEN 'medium' WHEN tier_2022 = 'Low' THEN 'low' END AS award, CAST(CAST(hdi AS DECIMAL(4, 3)) AS VARCHAR) AS "score:hdi"
FROM read_csv('{shared}/data/competitions/undp_hdi/official.csv', all_varchar = true)
