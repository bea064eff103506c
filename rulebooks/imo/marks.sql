SELECT year AS event, competitor AS entry, problem AS item, mark AS value
FROM read_csv('{shared}/data/competitions/imo/marks.csv', all_varchar = true)
