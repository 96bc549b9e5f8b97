//! Which types a thing is made of.

use super::{AlternativeForm, Kind, Operation, Shape, Type, TypeId, TypeRef};

impl Operation {
    /// Returns the types of what it sends and answers, and of its callbacks.
    pub(crate) fn types(&self) -> Vec<&TypeRef> {
        let parameters = self.path_parameters.iter().chain(&self.parameters);
        let mut types: Vec<&TypeRef> = parameters.map(|parameter| &parameter.ty).collect();
        let contents = self.body.iter().flat_map(|body| &body.contents);
        types.extend(contents.filter_map(|content| content.format.ty()));
        types.extend(self.answer.types());
        types.extend(self.streamed.iter().map(|streamed| &streamed.ty));
        let others = self.alternatives.iter();
        types.extend(others.filter_map(|other| match &other.form {
            AlternativeForm::Json(ty) => Some(ty),
            AlternativeForm::Same | AlternativeForm::Text | AlternativeForm::Bytes => None,
        }));
        types.extend(self.headers.iter().map(|header| &header.ty));
        types.extend(self.errors.iter().filter_map(|error| error.body.as_ref()));
        let callbacks = self.callbacks.iter();
        types.extend(callbacks.flat_map(|callback| callback.message.types()));
        types
    }
}

impl Type {
    /// Returns the types inside it.
    pub(crate) fn types(&self) -> Vec<&TypeRef> {
        match &self.shape {
            Shape::Record(record) => {
                let fields = record.fields.iter().map(|field| &field.ty);
                fields.chain(&record.additional).collect()
            }
            Shape::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Shape::Enumeration(_) => Vec::new(),
        }
    }
}

impl TypeRef {
    /// Returns the named type, be it inside lists and maps.
    pub(crate) fn named(&self) -> Option<&TypeId> {
        match &self.kind {
            Kind::Named(id) => Some(id),
            Kind::List(inner) | Kind::Map(inner) => inner.named(),
            Kind::Any
            | Kind::Boolean
            | Kind::Integer(_)
            | Kind::Float
            | Kind::Number
            | Kind::String(_)
            | Kind::File
            | Kind::Foreign(..) => None,
        }
    }
}
