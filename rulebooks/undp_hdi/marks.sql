SELECT year AS event, competitor AS entry, indicator AS criterion, value
FROM read_csv('{shared}/data/competitions/undp_hdi/marks.csv', all_varchar = true)
