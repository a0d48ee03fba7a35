SELECT hour(date) AS hour_of_day, count(*) AS flights, count(DISTINCT origin) AS airports, stddev_samp(delay) AS spread
FROM flights
WHERE distance > 500 AND origin LIKE 'S%'
GROUP BY hour(date)
ORDER BY hour_of_day
