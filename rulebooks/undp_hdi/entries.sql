SELECT year AS event, competitor AS entry, name, kind
FROM read_csv('{shared}/data/competitions/undp_hdi/official.csv', all_varchar = true)
