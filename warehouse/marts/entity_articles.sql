-- One row per entity and article that mentions it: how often, and when and by which outlet it was published.
--
-- Mentions are names and the pronouns that mean it; name_count leaves the pronouns out. Rows of a month and an entity
-- lie together.
SELECT
    m.entity_id,
    any_value(e.name) AS entity,
    any_value(m.kind) AS kind,
    m.article_id,
    any_value(a.publisher) AS publisher,
    any_value(coalesce(a.published_at, a.updated_at)) AS published_at,
    count(*) AS mention_count,
    count(*) FILTER (NOT m.is_pronoun) AS name_count
FROM news.mentions m
JOIN news.articles a USING (article_id)
LEFT JOIN news.entities e ON e.entity_id = m.entity_id
GROUP BY m.entity_id, m.article_id
