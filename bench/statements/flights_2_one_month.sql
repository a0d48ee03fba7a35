SELECT origin, count(*) AS flights, sum(distance) AS miles
FROM flights
WHERE month = 3 AND delay > 30
GROUP BY origin
ORDER BY flights DESC, origin
LIMIT 20
