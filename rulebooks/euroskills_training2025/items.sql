SELECT module AS stage, aspect_id AS item, type AS kind, max_mark AS maximum, section, wsos
FROM read_csv('{shared}/data/competitions/euroskills_training2025/marks.csv', all_varchar = true)
WHERE competitor = 'C11'
