SELECT tournament AS event, competitor AS entry, name, "group"
FROM read_csv('{shared}/data/competitions/fifa_groups/official.csv', all_varchar = true)
