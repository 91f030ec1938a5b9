-- key: publisher
-- state
SELECT
    a.publisher,
    count(*) AS article_count,
    min(coalesce(a.published_at, a.updated_at)) AS oldest_published_at,
    max(coalesce(a.published_at, a.updated_at)) AS newest_published_at,
    max(d.captured_at) AS last_captured_at,
    max(d.loaded_at) AS last_loaded_at
FROM {articles} a LEFT JOIN lake.news.dumps d ON d.dump_id = a.first_dump_id
GROUP BY a.publisher
-- merged
SELECT
    publisher,
    sum(article_count)::BIGINT AS article_count,
    min(oldest_published_at) AS oldest_published_at,
    max(newest_published_at) AS newest_published_at,
    max(last_captured_at) AS last_captured_at,
    max(last_loaded_at) AS last_loaded_at
FROM {both} GROUP BY publisher
-- derived
FROM {rows}
-- shown
SELECT *, epoch(last_loaded_at - newest_published_at) / 3600 AS lag_hours FROM dateline.kept_freshness
