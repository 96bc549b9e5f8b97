//! Bodies that are the fields of a form: `application/x-www-form-urlencoded`.

use serde_json::Value;

use super::json::{self, Encode};

/// How a property that holds several values travels in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "an API may have no forms")]
pub(crate) enum FormStyle {
    /// As one field of its name for each item, or one for each property.
    Exploded,
    /// As one field, its items joined by this character.
    Joined(char),
    /// As a field `name[key]` for each property.
    Deep,
    /// As one field with JSON.
    Json,
}

/// Returns the fields of an object, encoded. What is `null` is left out.
pub(crate) fn encode(body: &dyn Encode, styles: &[(&str, FormStyle)]) -> Result<String, String> {
    let body = json::to_value(body).map_err(|error| error.to_string())?;
    let Value::Object(properties) = body else {
        return Err("the body of a form must be an object".to_owned());
    };
    let mut form = String::new();
    for (name, value) in &properties {
        let style = styles.iter().find(|(property, _)| property == name);
        let style = style.map_or(FormStyle::Exploded, |(_, style)| *style);
        property(&mut form, name, value, style);
    }
    Ok(form)
}

fn property(form: &mut String, name: &str, value: &Value, style: FormStyle) {
    match (value, style) {
        (Value::Null, _) => {}
        (Value::Array(_) | Value::Object(_), FormStyle::Json) => {
            field(form, name, &value.to_string());
        }
        (Value::Array(items), FormStyle::Joined(separator)) => {
            let items: Vec<String> = items.iter().map(scalar).collect();
            field(form, name, &items.join(&separator.to_string()));
        }
        (Value::Array(items), FormStyle::Deep) => {
            for (index, item) in items.iter().enumerate() {
                property(form, &format!("{name}[{index}]"), item, style);
            }
        }
        (Value::Array(items), FormStyle::Exploded) => {
            for item in items {
                field(form, name, &scalar(item));
            }
        }
        (Value::Object(properties), FormStyle::Deep) => {
            for (key, value) in properties {
                property(form, &format!("{name}[{key}]"), value, style);
            }
        }
        (Value::Object(properties), FormStyle::Exploded | FormStyle::Joined(_)) => {
            for (key, value) in properties {
                field(form, key, &scalar(value));
            }
        }
        (Value::Bool(_) | Value::Number(_) | Value::String(_), _) => {
            field(form, name, &scalar(value));
        }
    }
}

/// A value as the text of one field.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn field(form: &mut String, name: &str, value: &str) {
    if !form.is_empty() {
        form.push('&');
    }
    encoded(form, name);
    form.push('=');
    encoded(form, value);
}

/// Writes text as the WHATWG's URL standard has it for forms.
fn encoded(form: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
                form.push(char::from(byte));
            }
            b' ' => form.push('+'),
            _ => {
                const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
                form.push('%');
                form.push(char::from(DIGITS[usize::from(byte >> 4)]));
                form.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{FormStyle, encode};

    #[test]
    fn every_style() {
        let body = json!({
            "none": null,
            "text": "a b&c=é~*",
            "flag": true,
            "number": 1.5,
            "empty": "",
            "list": [1, "two"],
            "joined": ["a", "b c"],
            "deep": { "a": { "b": 1 }, "c": ["x", "y"] },
            "json": { "a": [1] },
            "exploded": { "x": 1, "y": "z" },
        });
        let styles = [
            ("joined", FormStyle::Joined('|')),
            ("deep", FormStyle::Deep),
            ("json", FormStyle::Json),
        ];
        let mut fields: Vec<String> = encode(&body, &styles)
            .unwrap()
            .split('&')
            .map(str::to_owned)
            .collect();
        fields.sort();
        let expected = [
            "deep%5Ba%5D%5Bb%5D=1",
            "deep%5Bc%5D%5B0%5D=x",
            "deep%5Bc%5D%5B1%5D=y",
            "empty=",
            "flag=true",
            "joined=a%7Cb+c",
            "json=%7B%22a%22%3A%5B1%5D%7D",
            "list=1",
            "list=two",
            "number=1.5",
            "text=a+b%26c%3D%C3%A9%7E*",
            "x=1",
            "y=z",
        ];
        assert_eq!(fields, expected);
        assert!(encode(&json!([1]), &[]).is_err());
    }
}
