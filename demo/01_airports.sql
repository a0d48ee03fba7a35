-- Airports: a CSV file that is there already.
--
-- An external table only says where the data lies and how it reads. Nothing is copied, and DROP TABLE leaves the
-- file alone. A location without a scheme is looked up below the database's own folder, as Spark does it; here that
-- is .skep/user/hive/warehouse/landing/airports.

DROP TABLE IF EXISTS airports;

CREATE EXTERNAL TABLE airports (
  iata      STRING COMMENT 'three letters or digits',
  name      STRING,
  city      STRING,
  state     STRING,
  country   STRING,
  latitude  DOUBLE,
  longitude DOUBLE
)
USING csv
OPTIONS (header 'true')
LOCATION 'landing/airports';

-- The file's header line is no row, and a comma inside quotes is no separator.

SELECT iata, name, city, state FROM airports WHERE name LIKE '%, %' ORDER BY iata LIMIT 3;

SELECT count(*) AS airports, count(DISTINCT state) AS states FROM airports;
