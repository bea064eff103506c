SELECT DISTINCT season AS event, competitor AS entry, CASE session WHEN 'fastest_lap' THEN 'lap' ELSE session END AS criterion,
  round AS item, CASE session WHEN 'race' THEN position END AS source,
  CASE WHEN position < 'A' THEN position END AS value, CASE WHEN position >= 'A' THEN position END AS state
FROM read_csv('{shared}/data/competitions/f1_seasons/marks.csv', all_varchar = true)
