SELECT module AS stage, competitor AS entry, aspect_id AS item, awarded AS value
FROM read_csv('{shared}/data/competitions/euroskills_training2025/marks.csv', all_varchar = true)
WHERE type = 'M'
UNION ALL
SELECT module, competitor, aspect_id, judgement_level
FROM read_csv('{shared}/data/competitions/euroskills_training2025/marks.csv', all_varchar = true)
WHERE type = 'J'
