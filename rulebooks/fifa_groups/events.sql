SELECT DISTINCT tournament AS event, CASE WHEN tournament < 'WC-1994' THEN '2' ELSE '3' END AS win,
  CASE WHEN tournament IN ('WC-1986', 'WC-1990', 'WC-1994', 'WC-2015', 'WC-2019') THEN '4'
    WHEN tournament IN ('WC-1991', 'WC-1995') THEN '2' ELSE '0' END AS thirds
FROM read_csv('{shared}/data/competitions/fifa_groups/marks.csv', all_varchar = true)
