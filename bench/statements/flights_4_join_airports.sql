SELECT a.state, count(*) AS flights, avg(f.delay) AS mean_delay, max(f.distance) AS farthest
FROM flights f
JOIN airports a ON f.origin = a.iata
WHERE f.month BETWEEN 2 AND 5
GROUP BY a.state
ORDER BY a.state
