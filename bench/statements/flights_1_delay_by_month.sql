SELECT month, count(*) AS flights, avg(delay) AS mean_delay, max(delay) AS worst
FROM flights
GROUP BY month
ORDER BY month
