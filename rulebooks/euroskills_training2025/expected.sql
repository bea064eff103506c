WITH o AS (
  SELECT * FROM read_csv('{shared}/data/competitions/euroskills_training2025/official.csv', all_varchar = true)
)
SELECT coalesce(o.module, 'overall') AS stage, o.competitor AS entry, o.rank AS place, o.score,
  (SELECT s.score FROM o AS s WHERE s.level = 'section' AND s.module = o.module AND s.competitor = o.competitor AND s.key = 'Project Structure and File Organization') AS "score:structure",
  (SELECT s.score FROM o AS s WHERE s.level = 'section' AND s.module = o.module AND s.competitor = o.competitor AND s.key = 'Content Communication and Theme Implementation') AS "score:content",
  (SELECT s.score FROM o AS s WHERE s.level = 'section' AND s.module = o.module AND s.competitor = o.competitor AND s.key = 'Visual Design and Layout Implementation') AS "score:visual",
  (SELECT s.score FROM o AS s WHERE s.level = 'section' AND s.module = o.module AND s.competitor = o.competitor AND s.key = 'Technical Implementation and Validation') AS "score:technical",
  (SELECT s.score FROM o AS s WHERE s.level = 'wsos' AND s.module = o.module AND s.competitor = o.competitor AND s.key = '1') AS "score:wsos1",
  (SELECT s.score FROM o AS s WHERE s.level = 'wsos' AND s.module = o.module AND s.competitor = o.competitor AND s.key = '2') AS "score:wsos2",
  (SELECT s.score FROM o AS s WHERE s.level = 'wsos' AND s.module = o.module AND s.competitor = o.competitor AND s.key = '3') AS "score:wsos3",
  (SELECT s.score FROM o AS s WHERE s.level = 'wsos' AND s.module = o.module AND s.competitor = o.competitor AND s.key = '4') AS "score:wsos4",
  CASE WHEN o.level = 'module_rank' THEN o.score END AS "score:module",
  (SELECT s.score FROM o AS s WHERE s.level = 'section' AND s.module = o.module AND s.competitor = o.competitor AND s.key = 'Project Structure and Database Design') AS "score:database",
  (SELECT s.score FROM o AS s WHERE s.level = 'section' AND s.module = o.module AND s.competitor = o.competitor AND s.key = 'Database Schema and System Architecture') AS "score:architecture",
  (SELECT s.score FROM o AS s WHERE s.level = 'section' AND s.module = o.module AND s.competitor = o.competitor AND s.key = 'Authentication and Security Implementation') AS "score:security",
  (SELECT s.score FROM o AS s WHERE s.level = 'section' AND s.module = o.module AND s.competitor = o.competitor AND s.key = 'Administrative Functionality Implementation') AS "score:admin",
  (SELECT s.score FROM o AS s WHERE s.level = 'section' AND s.module = o.module AND s.competitor = o.competitor AND s.key = 'Administrative Interface Communication') AS "score:interface",
  (SELECT s.score FROM o AS s WHERE s.level = 'section' AND s.module = o.module AND s.competitor = o.competitor AND s.key = 'Server-Side Rendering and Frontend Implementation') AS "score:frontend",
  (SELECT s.score FROM o AS s WHERE s.level = 'wsos' AND s.module = o.module AND s.competitor = o.competitor AND s.key = '5') AS "score:wsos5",
  CASE WHEN o.level = 'overall' THEN o.score END AS "score:total"
FROM o
WHERE o.level IN ('module_rank', 'overall')
