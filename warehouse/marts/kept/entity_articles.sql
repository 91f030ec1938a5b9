-- key: entity_id, article_id
-- order: date_trunc('month', published_at) NULLS FIRST, entity_id, published_at, article_id
-- state
SELECT
    m.entity_id,
    any_value(m.kind) AS kind,
    m.article_id,
    any_value(a.publisher) AS publisher,
    any_value(coalesce(a.published_at, a.updated_at)) AS published_at,
    count(*) AS mention_count,
    count(*) FILTER (NOT m.is_pronoun) AS name_count
FROM {mentions} m JOIN {articles} a USING (article_id)
GROUP BY m.entity_id, m.article_id
-- shown
SELECT d.entity_id, e.name AS entity, d.kind, d.article_id, d.publisher, d.published_at, d.mention_count, d.name_count
FROM dateline.kept_entity_articles d
LEFT JOIN news.entities e ON e.entity_id = d.entity_id
