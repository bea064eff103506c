SELECT tournament AS event, competitor AS entry, rank AS place, points AS score, advanced AS goes_on,
  played AS "score:played", wins AS "score:wins", draws AS "score:draws", losses AS "score:losses",
  goals_for AS "score:goals_for", goals_against AS "score:goals_against", goal_difference AS "score:goal_difference",
  points AS "score:points"
FROM read_csv('{shared}/data/competitions/fifa_groups/official.csv', all_varchar = true)
