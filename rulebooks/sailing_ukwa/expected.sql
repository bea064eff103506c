SELECT series AS event, competitor AS entry, rank AS place, CAST(CAST(nett AS DECIMAL(9, 2)) AS VARCHAR) AS score,
  CAST(CAST(nett AS DECIMAL(9, 2)) AS VARCHAR) AS "score:nett", CAST(CAST(total AS DECIMAL(9, 2)) AS VARCHAR) AS "score:gross"
FROM read_csv('{shared}/data/competitions/sailing_ukwa/official.csv', all_varchar = true)
