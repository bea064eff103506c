SELECT DISTINCT m.season AS event,
  CASE r.race_points WHEN '8;6;4;3;2' THEN 'eight' WHEN '9;6;4;3;2;1' THEN 'nine' WHEN '10;6;4;3;2;1' THEN 'ten'
    WHEN '10;8;6;5;4;3;2;1' THEN 'ten_eight' WHEN '25;18;15;12;10;8;6;4;2;1' THEN 'twenty_five' END AS points,
  CASE r.sprint_points WHEN '3;2;1' THEN 'three' WHEN '8;7;6;5;4;3;2;1' THEN 'eight' END AS sprint,
  r.fastest_lap_point AS fastest_lap, CASE WHEN m.season < '1958' THEN '1' ELSE '0' END AS shared_drives,
  CASE WHEN m.season >= '2019' THEN '1' ELSE '0' END AS only_top_ten,
  r.split_after_round AS split, coalesce(r.best_n, r.best_first) AS best, r.best_second AS best_late,
  CASE WHEN r.countback_positions <> 'all' THEN r.countback_positions END AS countback,
  CASE WHEN m.season >= '2002' THEN '1' ELSE '0' END AS everybody
FROM read_csv('{shared}/data/competitions/f1_seasons/marks.csv', all_varchar = true) AS m
JOIN read_csv('{shared}/data/competitions/f1_seasons/rules.csv', all_varchar = true) AS r
  ON m.season BETWEEN r.season_from AND r.season_to
