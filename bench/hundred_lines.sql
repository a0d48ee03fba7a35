WITH sold AS (
  SELECT 'store' AS channel,
         i.category,
         i.brand,
         d.year,
         d.quarter,
         s.region,
         sum(f.quantity) AS pieces,
         sum(f.price * f.quantity) AS gross,
         sum(f.price * f.quantity * (1 - f.discount)) AS net,
         count(DISTINCT f.customer) AS customers
  FROM sales f
  JOIN items i ON i.id = f.item
  JOIN days d ON d.id = f.day
  LEFT JOIN stores s ON s.id = f.store
  WHERE d.year BETWEEN 1999 AND 2001
    AND i.price > 10
    AND f.quantity IS NOT NULL
    AND (s.region IN ('north', 'south', 'east') OR s.region IS NULL)
  GROUP BY i.category, i.brand, d.year, d.quarter, s.region
),
returned AS (
  SELECT i.category,
         i.brand,
         d.year,
         d.quarter,
         sum(r.amount) AS amount,
         count(*) AS times
  FROM returns r
  JOIN items i ON i.id = r.item
  JOIN days d ON d.id = r.day
  WHERE EXISTS (
    SELECT 1
    FROM sales f
    WHERE f.item = r.item
      AND f.ticket = r.ticket
      AND f.customer = r.customer
  )
  GROUP BY i.category, i.brand, d.year, d.quarter
),
good_customers AS (
  SELECT c.id,
         c.city,
         sum(f.price * f.quantity) AS spent
  FROM customers c
  JOIN sales f ON f.customer = c.id
  GROUP BY c.id, c.city
  HAVING sum(f.price * f.quantity) > (
    SELECT 0.95 * max(total)
    FROM (
      SELECT sum(price * quantity) AS total
      FROM sales
      GROUP BY customer
    ) totals
  )
),
ranked AS (
  SELECT s.*,
         rank() OVER (PARTITION BY s.category, s.year ORDER BY s.net DESC) AS place,
         avg(s.net) OVER (PARTITION BY s.category, s.brand ORDER BY s.year, s.quarter
                          ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) AS moving,
         lag(s.net, 1) OVER (PARTITION BY s.brand ORDER BY s.year, s.quarter) AS before
  FROM sold s
)
SELECT r.channel,
       r.category,
       r.brand,
       r.year,
       CASE
         WHEN r.net > 1.1 * r.before THEN 'grows'
         WHEN r.net < 0.9 * r.before THEN 'shrinks'
         ELSE 'stays'
       END AS trend,
       sum(r.pieces) AS pieces,
       sum(r.net) - coalesce(sum(b.amount), 0) AS kept,
       round(100 * sum(b.amount) / nullif(sum(r.gross), 0), 2) AS returned_percent,
       max(r.place) AS worst_place,
       grouping(r.brand) + grouping(r.category) AS level
FROM ranked r
LEFT JOIN returned b
  ON b.category = r.category
 AND b.brand = r.brand
 AND b.year = r.year
 AND b.quarter = r.quarter
WHERE r.place <= 10
  AND r.moving > 0
  AND r.region IN (SELECT s.region FROM stores s JOIN good_customers g ON g.city = s.city)
GROUP BY ROLLUP (r.channel, r.category, r.brand, r.year,
         CASE
           WHEN r.net > 1.1 * r.before THEN 'grows'
           WHEN r.net < 0.9 * r.before THEN 'shrinks'
           ELSE 'stays'
         END)
HAVING sum(r.pieces) > 5
ORDER BY level DESC,
         CASE WHEN grouping(r.brand) + grouping(r.category) = 0 THEN r.category END,
         kept DESC,
         r.brand
LIMIT 100
