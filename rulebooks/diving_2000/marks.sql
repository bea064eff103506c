SELECT event, round AS stage, competitor AS entry, 'dives' AS criterion, dive_no AS item, judge AS source, mark AS value
FROM read_csv('{shared}/data/competitions/diving_2000/marks.csv', all_varchar = true)
UNION ALL
SELECT event, round, competitor, 'difficulty', dive_no, NULL, difficulty
FROM read_csv('{shared}/data/competitions/diving_2000/marks.csv', all_varchar = true)
WHERE judge_no = '1'
