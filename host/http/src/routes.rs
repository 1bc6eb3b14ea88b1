//! The paths of the routes: `router.rs` gives each its handler.

/// The paths of the public routes. `/metrics` has a listener of its own.
pub const ROUTES: [&str; 20] = [
    "/graphql",
    "/o/{slug}/graphql",
    "/picture",
    "/pictures/{id}",
    "/o/{slug}/attachments/{id}",
    "/o/{slug}/attachments/{id}/thumbnail",
    "/o/{slug}/plugins",
    "/o/{slug}/widget",
    "/widget.js",
    "/widget/assets/{file}",
    "/",
    "/console",
    "/console/",
    "/console/{*path}",
    "/console/assets/{file}",
    "/demo/shop",
    "/demo/assets/{file}",
    "/graphiql/{*file}",
    "/healthz",
    "/readyz",
];
