-- The benchmarks' warehouse: the delivered files as external tables, and flights partitioned by month.

CREATE TABLE region (r_regionkey BIGINT, r_name STRING, r_comment STRING) USING parquet LOCATION 'landing/region';

CREATE TABLE nation (n_nationkey BIGINT, n_name STRING, n_regionkey BIGINT, n_comment STRING)
USING parquet LOCATION 'landing/nation';

CREATE TABLE supplier (s_suppkey BIGINT, s_name STRING, s_address STRING, s_nationkey BIGINT, s_phone STRING,
  s_acctbal DECIMAL(15,2), s_comment STRING)
USING parquet LOCATION 'landing/supplier';

CREATE TABLE customer (c_custkey BIGINT, c_name STRING, c_address STRING, c_nationkey BIGINT, c_phone STRING,
  c_acctbal DECIMAL(15,2), c_mktsegment STRING, c_comment STRING)
USING parquet LOCATION 'landing/customer';

CREATE TABLE part (p_partkey BIGINT, p_name STRING, p_mfgr STRING, p_brand STRING, p_type STRING, p_size INT,
  p_container STRING, p_retailprice DECIMAL(15,2), p_comment STRING)
USING parquet LOCATION 'landing/part';

CREATE TABLE partsupp (ps_partkey BIGINT, ps_suppkey BIGINT, ps_availqty INT, ps_supplycost DECIMAL(15,2),
  ps_comment STRING)
USING parquet LOCATION 'landing/partsupp';

CREATE TABLE orders (o_orderkey BIGINT, o_custkey BIGINT, o_orderstatus STRING, o_totalprice DECIMAL(15,2),
  o_orderdate DATE, o_orderpriority STRING, o_clerk STRING, o_shippriority INT, o_comment STRING)
USING parquet LOCATION 'landing/orders';

CREATE TABLE lineitem (l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT, l_linenumber INT,
  l_quantity DECIMAL(15,2), l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2), l_tax DECIMAL(15,2),
  l_returnflag STRING, l_linestatus STRING, l_shipdate DATE, l_commitdate DATE, l_receiptdate DATE,
  l_shipinstruct STRING, l_shipmode STRING, l_comment STRING)
USING parquet LOCATION 'landing/lineitem';

CREATE TABLE airports (iata STRING, name STRING, city STRING, state STRING, country STRING, latitude DOUBLE,
  longitude DOUBLE)
USING csv OPTIONS (header 'true') LOCATION 'landing/airports';

CREATE TABLE flights_as_delivered (date TIMESTAMP, delay BIGINT, distance BIGINT, origin STRING, destination STRING)
USING parquet LOCATION 'landing/flights';

CREATE TABLE flights (date TIMESTAMP, delay BIGINT, distance BIGINT, origin STRING, destination STRING)
PARTITIONED BY (month INT) STORED AS PARQUET;

INSERT OVERWRITE TABLE flights PARTITION (month)
SELECT date, delay, distance, origin, destination, month(date) FROM flights_as_delivered;

-- What pages are asked of: lineitem by the year of its shipping.
CREATE TABLE lineitem_by_year (l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT, l_linenumber INT,
  l_quantity DECIMAL(15,2), l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2), l_tax DECIMAL(15,2),
  l_returnflag STRING, l_linestatus STRING, l_shipdate DATE, l_commitdate DATE, l_receiptdate DATE,
  l_shipinstruct STRING, l_shipmode STRING, l_comment STRING)
PARTITIONED BY (shipyear INT) STORED AS PARQUET;

INSERT OVERWRITE TABLE lineitem_by_year PARTITION (shipyear) SELECT *, year(l_shipdate) FROM lineitem;
