SELECT series AS event, discards, tie_break
FROM read_csv('{shared}/data/competitions/sailing_ukwa/series.csv', all_varchar = true)
