-- One row per outlet, day (UTC) of publication and named speaker: how often the outlet quoted whom on that day.
--
-- Outlet and day are null where they are not known.
SELECT
    a.publisher,
    CAST(coalesce(a.published_at, a.updated_at) AT TIME ZONE 'UTC' AS DATE) AS published_on,
    q.speaker_entity_id,
    any_value(e.name) AS speaker,
    count(*) AS quote_count
FROM news.quotes q
JOIN news.articles a USING (article_id)
LEFT JOIN news.entities e ON e.entity_id = q.speaker_entity_id
WHERE q.speaker_entity_id IS NOT NULL
GROUP BY a.publisher, published_on, q.speaker_entity_id
