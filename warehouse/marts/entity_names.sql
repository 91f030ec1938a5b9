-- One row per entity and form in which it is printed: how often, in how many articles, since when.
--
-- Forms that differ in white space are one. Pronouns and roles are no names.
SELECT
    m.entity_id,
    any_value(e.name) AS entity,
    any_value(m.kind) AS kind,
    regexp_replace(m.text, '\s+', ' ', 'g') AS printed,
    count(*) AS mention_count,
    count(DISTINCT m.article_id) AS article_count,
    min(coalesce(a.published_at, a.updated_at)) AS first_published_at
FROM news.mentions m
JOIN news.articles a USING (article_id)
LEFT JOIN news.entities e ON e.entity_id = m.entity_id
WHERE NOT m.is_pronoun
GROUP BY m.entity_id, printed
