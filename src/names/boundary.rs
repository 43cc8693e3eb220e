//! Credential Access Boundaries: what a Google access token is narrowed to.
//! Contract: `options.accessBoundary` of Google's token exchange.

use serde_json::Value;

use super::Wrong;

/// A boundary of the right shape, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccessBoundary(String);

impl AccessBoundary {
    /// A right one, for hints.
    pub const EXAMPLE: &'static str = "{\"accessBoundary\": {\"accessBoundaryRules\": [{\"availableResource\": \"//storage.googleapis.com/projects/_/buckets/BUCKET\", \"availablePermissions\": [\"inRole:roles/storage.objectViewer\"]}]}}";

    /// Checks the shape: a misspelt key would widen what is allowed, or be refused with few words.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let known = |object: &Value, keys: &[&str], what: &str| -> Result<(), String> {
            let object = object.as_object().ok_or_else(|| format!("has a {what} that is no object"))?;
            match object.keys().find(|key| !keys.contains(&key.as_str())) {
                Some(_) => Err(format!("has an unknown key in its {what}; known are {}", keys.join(", "))),
                None => Ok(()),
            }
        };
        let whole: Value =
            serde_json::from_str(text).map_err(|error| format!("is not JSON (line {}, column {})", error.line(), error.column()))?;
        known(&whole, &["accessBoundary"], "document")?;
        known(&whole["accessBoundary"], &["accessBoundaryRules"], "accessBoundary")?;
        let rules = whole["accessBoundary"]["accessBoundaryRules"].as_array().filter(|rules| (1..=10).contains(&rules.len()));
        for rule in rules.ok_or("needs 1 to 10 accessBoundaryRules")? {
            known(rule, &["availableResource", "availablePermissions", "availabilityCondition"], "rule")?;
            if !rule["availableResource"].as_str().is_some_and(|resource| resource.starts_with("//")) {
                return Err("has a rule whose availableResource is no full resource name".to_owned());
            }
            let permissions = rule["availablePermissions"].as_array().filter(|permissions| !permissions.is_empty());
            if !permissions
                .is_some_and(|permissions| permissions.iter().all(|one| one.as_str().is_some_and(|one| one.starts_with("inRole:"))))
            {
                return Err("has a rule whose availablePermissions is not a list of inRole:roles/…".to_owned());
            }
            if let Some(condition) = rule.get("availabilityCondition") {
                known(condition, &["expression", "title", "description"], "availabilityCondition")?;
                if condition["expression"].as_str().is_none_or(str::is_empty) {
                    return Err("has an availabilityCondition without an expression".to_owned());
                }
            }
        }
        Ok(Self(whole.to_string()))
    }

    /// The JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries() {
        let rule = |rest: &str| {
            format!(
                r#"{{"accessBoundary":{{"accessBoundaryRules":[{{"availableResource":"//storage.googleapis.com/projects/_/buckets/b",{rest}}}]}}}}"#
            )
        };
        let permissions = r#""availablePermissions":["inRole:roles/storage.objectViewer"]"#;
        assert!(AccessBoundary::parse(&rule(permissions)).is_ok());
        assert!(AccessBoundary::parse(&rule(&format!(r#"{permissions},"availabilityCondition":{{"expression":"true"}}"#))).is_ok());
        for (text, why) in [
            (String::new(), "not JSON"),
            ("[]".into(), "document that is no object"),
            ("{}".into(), "accessBoundary that is no object"),
            (r#"{"accessBoundaryRules":[]}"#.into(), "unknown key in its document"),
            (r#"{"accessBoundary":{}}"#.into(), "1 to 10"),
            (r#"{"accessBoundary":{"accessBoundaryRules":[]}}"#.into(), "1 to 10"),
            (r#"{"accessBoundary":{"accessBoundaryRules":["x"]}}"#.into(), "rule that is no object"),
            (r#"{"accessBoundary":{"accessBoundaryRules":[{}]}}"#.into(), "availableResource"),
            (rule(r#""availablePermissions":[]"#), "inRole"),
            (rule(r#""availablePermissions":["storage.objects.get"]"#), "inRole"),
            (rule(&format!(r#"{permissions},"availabilityConditions":{{}}"#)), "unknown key in its rule"),
            (rule(&format!(r#"{permissions},"availabilityCondition":{{"title":"x"}}"#)), "without an expression"),
            (rule(&format!(r#"{permissions},"availabilityCondition":"true""#)), "no object"),
        ] {
            let wrong = AccessBoundary::parse(&text).unwrap_err();
            assert!(wrong.contains(why), "{text}: {wrong}");
        }
    }
}
