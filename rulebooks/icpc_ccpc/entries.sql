SELECT contest AS event, team AS entry, name, organization AS unit, counts_for_rank AS counts,
  CASE WHEN contest IN ('wf46', 'shcpc2025', 'kunming2024') OR split_part(category, ';', 1) = 'invitational' THEN '1' ELSE '0' END AS overall,
  CASE WHEN split_part(category, ';', 1) = '4' THEN 'undergraduate' WHEN split_part(category, ';', 1) = '5' THEN 'vocational'
    WHEN split_part(category, ';', 2) = 'provincial-university' THEN 'university'
    WHEN split_part(category, ';', 2) = 'provincial-college' THEN 'college' END AS board
FROM read_csv('{shared}/data/competitions/icpc_ccpc/official.csv', all_varchar = true)
