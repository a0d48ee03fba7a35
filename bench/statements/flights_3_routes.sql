SELECT origin, destination, count(*) AS flights, avg(delay) AS mean_delay
FROM flights
GROUP BY origin, destination
HAVING count(*) > 1000
ORDER BY mean_delay DESC, origin, destination
LIMIT 50
