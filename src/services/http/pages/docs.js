// The validator is a service elsewhere: nothing is asked of it.
SwaggerUIBundle({url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null});
