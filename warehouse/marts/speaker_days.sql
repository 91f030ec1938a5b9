-- One row per quoted entity and day (UTC) on which articles that quote it were published.
SELECT
    q.speaker_entity_id,
    any_value(e.name) AS speaker,
    CAST(coalesce(a.published_at, a.updated_at) AT TIME ZONE 'UTC' AS DATE) AS published_on,
    count(*) AS quote_count,
    count(*) FILTER (q.kind = 'direct') AS direct_count,
    count(DISTINCT q.article_id) AS article_count,
    count(DISTINCT a.publisher) AS publisher_count
FROM news.quotes q
JOIN news.articles a USING (article_id)
LEFT JOIN news.entities e ON e.entity_id = q.speaker_entity_id
WHERE q.speaker_entity_id IS NOT NULL AND coalesce(a.published_at, a.updated_at) IS NOT NULL
GROUP BY q.speaker_entity_id, published_on
