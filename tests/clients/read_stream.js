// Reads an Arrow stream from an URL with JavaScript's apache-arrow and prints what it holds as JSON.
//   node read_stream.js PATH_OF_APACHE_ARROW URL STATEMENT
const [library, url, statement] = process.argv.slice(2);
const arrow = require(library);

async function* pieces(body) {
  yield* body;
}

async function main() {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/vnd.apache.arrow.stream" },
    body: JSON.stringify({ statement }),
  });
  // Not response.body itself: from a ReadableStream apache-arrow takes a broken body for its end.
  const reader = await arrow.RecordBatchReader.from(pieces(response.body));
  await reader.open();
  const fields = reader.schema.fields.map((field) => [field.name, `${field.type}`]);
  let rows = 0;
  let batches = 0;
  const first = [];
  for await (const batch of reader) {
    batches += 1;
    rows += batch.numRows;
    for (let i = 0; i < batch.numRows && first.length < 3; i++) first.push(batch.get(i).toJSON());
  }
  const plain = (_, value) => (typeof value === "bigint" ? `${value}n` : value);
  console.log(JSON.stringify({ fields, rows, batches, first }, plain));
}

main().catch((error) => {
  console.error(`${error}`);
  process.exit(1);
});
