-- Both together: CREATE TABLE ... AS SELECT makes a table of what a query gives, with the query's column types.

DROP TABLE IF EXISTS delays_by_airport;

CREATE TABLE delays_by_airport
STORED AS PARQUET
AS
SELECT a.iata,
       a.name,
       a.city,
       a.state,
       count(*)                                           AS flights,
       round(avg(f.delay), 2)                             AS mean_delay,
       count_if(f.delay > 60)                             AS over_an_hour,
       cast(100 * count_if(f.delay > 60) / count(*) AS decimal(5,2)) AS percent_over_an_hour
FROM flights f
JOIN airports a ON f.origin = a.iata
GROUP BY a.iata, a.name, a.city, a.state;

DESCRIBE delays_by_airport;

SELECT iata, city, flights, mean_delay, percent_over_an_hour
FROM delays_by_airport
WHERE flights > 10000
ORDER BY mean_delay DESC
LIMIT 5;
