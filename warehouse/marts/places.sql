-- One row per place and day (UTC) on which articles that mention it were published, with where it lies.
--
-- Mentions are names and the pronouns that mean it; name_count leaves the pronouns out.
SELECT
    m.entity_id,
    any_value(e.name) AS place,
    any_value(e.country_code) AS country_code,
    any_value(e.latitude) AS latitude,
    any_value(e.longitude) AS longitude,
    CAST(coalesce(a.published_at, a.updated_at) AT TIME ZONE 'UTC' AS DATE) AS published_on,
    count(*) AS mention_count,
    count(DISTINCT m.article_id) AS article_count,
    count(DISTINCT m.article_id) FILTER (a.dateline_entity_id = m.entity_id) AS dateline_count,
    count(*) FILTER (NOT m.is_pronoun) AS name_count
FROM news.mentions m
JOIN news.articles a USING (article_id)
JOIN news.entities e ON e.entity_id = m.entity_id
WHERE m.kind = 'place' AND coalesce(a.published_at, a.updated_at) IS NOT NULL
GROUP BY m.entity_id, published_on
