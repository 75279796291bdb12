//! Documents against their JSON Schemas. Who includes this says where the `project` is.

use std::sync::LazyLock;

use serde_json::Value;

use super::project;

pub fn check_json(document: &Value) {
    static SCHEMAS: LazyLock<Vec<(String, jsonschema::Validator)>> = LazyLock::new(schemas);
    let kind = document["kind"].as_str().expect("every document has a kind");
    let (_, schema) = SCHEMAS.iter().find(|(name, _)| name == kind).unwrap_or_else(|| panic!("no schema for kind {kind}"));
    let errors: Vec<_> = schema.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{kind} document does not match its schema: {errors:#?}\n{document:#}");
}

fn schemas() -> Vec<(String, jsonschema::Validator)> {
    let folder = project().join("schema");
    let mut schemas: Vec<Value> = std::fs::read_dir(folder)
        .expect("schema/")
        .map(|entry| serde_json::from_slice(&std::fs::read(entry.expect("entry").path()).expect("schema")).expect("JSON"))
        .collect();
    schemas.iter_mut().for_each(close_objects);
    let id = |schema: &Value| schema["$id"].as_str().expect("schemas have an $id").to_owned();
    let resources = schemas.iter().map(|schema| (id(schema), schema.clone()));
    let registry = jsonschema::Registry::new().extend(resources).expect("valid schemas").prepare().expect("references resolve");
    let compile = |schema: &Value| jsonschema::options().with_registry(&registry).build(schema).expect("valid schema");
    schemas
        .iter()
        .map(|schema| (schema["properties"]["kind"]["const"].as_str().expect("kind").to_owned(), compile(schema)))
        .collect()
}

/// Forbids fields that the schema does not name.
fn close_objects(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("properties") && !fields.contains_key("additionalProperties") {
                fields.insert("additionalProperties".into(), false.into());
            }
            fields.values_mut().for_each(close_objects);
        }
        Value::Array(items) => items.iter_mut().for_each(close_objects),
        _ => {}
    }
}
