SELECT year AS event, gold, silver, bronze
FROM read_csv('{shared}/data/competitions/imo/cutoffs.csv', all_varchar = true)
