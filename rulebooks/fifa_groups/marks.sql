SELECT tournament AS event, home AS entry, 'goals' AS criterion, match AS item, home_goals AS value
FROM read_csv('{shared}/data/competitions/fifa_groups/marks.csv', all_varchar = true)
UNION ALL
SELECT tournament, away, 'goals', match, away_goals
FROM read_csv('{shared}/data/competitions/fifa_groups/marks.csv', all_varchar = true)
UNION ALL
SELECT tournament, competitor, CASE criterion WHEN 'fair_play_points' THEN 'fair_play' ELSE 'lot' END, NULL, value
FROM read_csv('{shared}/data/competitions/fifa_groups/deciders.csv', all_varchar = true)
