-- One row per article that has near-duplicates: which came first, who ran it how much later, and how much was changed.
--
-- The origin is the earliest article of the cluster. The changed share is that of the article's paragraphs that the
-- origin does not have word for word.
WITH copies AS (
    SELECT
        article_id, cluster_id, publisher, agency, headline, body,
        coalesce(published_at, updated_at) AS published_at,
        count(*) OVER (PARTITION BY cluster_id) AS article_count
    FROM news.articles
    WHERE cluster_id IN (SELECT cluster_id FROM news.articles GROUP BY cluster_id HAVING count(*) > 1)
),
origins AS (SELECT DISTINCT ON (cluster_id) * FROM copies ORDER BY cluster_id, published_at NULLS LAST, article_id)
SELECT
    c.cluster_id,
    c.article_id,
    c.publisher,
    c.headline,
    c.published_at,
    o.article_id AS origin_article_id,
    o.publisher AS origin_publisher,
    coalesce(o.agency, c.agency) AS agency,
    c.article_id = o.article_id AS is_origin,
    epoch(c.published_at - o.published_at) / 3600 AS delay_hours,
    1 - len(list_filter(
        string_split(c.body, chr(10) || chr(10)),
        lambda paragraph: list_contains(string_split(o.body, chr(10) || chr(10)), paragraph)
    )) / len(string_split(c.body, chr(10) || chr(10))) AS changed_share,
    c.article_count
FROM copies c
JOIN origins o USING (cluster_id)
