-- Flights: three million rows, from one Parquet file into a table partitioned by month.
--
-- First the file as it came, again as an external table.

DROP TABLE IF EXISTS flights_as_delivered;

CREATE EXTERNAL TABLE flights_as_delivered (
  date        TIMESTAMP COMMENT 'scheduled departure',
  delay       BIGINT    COMMENT 'minutes, below zero when early',
  distance    BIGINT    COMMENT 'miles',
  origin      STRING,
  destination STRING
)
USING parquet
LOCATION 'landing/flights';

-- Then a table of our own. Partition columns are no columns of the files: each value has a folder.

DROP TABLE IF EXISTS flights;

CREATE TABLE flights (
  date        TIMESTAMP COMMENT 'scheduled departure',
  delay       BIGINT    COMMENT 'minutes, below zero when early',
  distance    BIGINT    COMMENT 'miles',
  origin      STRING,
  destination STRING
)
COMMENT 'US domestic flights, January to July 2001'
PARTITIONED BY (month INT)
STORED AS PARQUET;

-- PARTITION (month) without a value: each row goes to the partition that the last column names. The rows become
-- visible all at once, when the last file is safe on disk.

INSERT OVERWRITE TABLE flights PARTITION (month)
SELECT date, delay, distance, origin, destination, month(date)
FROM flights_as_delivered;

SHOW PARTITIONS flights;

-- A filter on the partition column opens only that month's files: EXPLAIN EXTENDED says so.

SELECT count(*) AS flights, round(avg(delay), 2) AS mean_delay FROM flights WHERE month = 3;
