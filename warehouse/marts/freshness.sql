-- One row per outlet: its newest article, when it was last loaded, and how long after publication that was.
--
-- The outlet is null where it is not known.
SELECT
    a.publisher,
    count(*) AS article_count,
    min(coalesce(a.published_at, a.updated_at)) AS oldest_published_at,
    max(coalesce(a.published_at, a.updated_at)) AS newest_published_at,
    max(d.captured_at) AS last_captured_at,
    max(d.loaded_at) AS last_loaded_at,
    epoch(max(d.loaded_at) - max(coalesce(a.published_at, a.updated_at))) / 3600 AS lag_hours
FROM news.articles a
LEFT JOIN news.dumps d ON d.dump_id = a.first_dump_id
GROUP BY a.publisher
