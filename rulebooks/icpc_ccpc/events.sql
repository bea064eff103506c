SELECT DISTINCT contest AS event, penalty_minutes AS penalty,
  CASE no_penalty_verdicts WHEN 'FB;AC;?;CE' THEN '0' ELSE '1' END AS unknown_is_free,
  CASE WHEN award_filter IS NULL OR award_filter = 'invitational' THEN split_part(award_counts, ';', 1) END AS gold,
  CASE WHEN award_filter IS NULL OR award_filter = 'invitational' THEN split_part(award_counts, ';', 2) END AS silver,
  CASE WHEN award_filter IS NULL OR award_filter = 'invitational' THEN split_part(award_counts, ';', 3) END AS bronze
FROM read_csv('{shared}/data/competitions/icpc_ccpc/contests.csv', all_varchar = true)
WHERE award_filter IS NULL OR award_filter IN ('invitational', '4')
