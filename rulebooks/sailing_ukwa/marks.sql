SELECT series AS event, competitor AS entry, race AS item, points AS value, code AS state
FROM read_csv('{shared}/data/competitions/sailing_ukwa/marks.csv', all_varchar = true)
