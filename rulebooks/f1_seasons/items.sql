SELECT DISTINCT season AS event, round AS item, round AS number,
  CASE WHEN (season, grand_prix) IN (('1991', 'australia'), ('2009', 'malaysia'), ('2021', 'belgium')) THEN '0.5'
    WHEN (season, grand_prix) = ('2014', 'abu-dhabi') THEN '2' ELSE '1' END AS factor
FROM read_csv('{shared}/data/competitions/f1_seasons/marks.csv', all_varchar = true)
