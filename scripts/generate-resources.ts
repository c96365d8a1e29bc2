// Writes src/resources/generated from the pinned Gateway API module: `npm run schemas`.
import { writeFileSync } from 'node:fs';
import { generateSchemas } from './gateway-api/generate-schemas.js';
import { generateTypes } from './gateway-api/generate-types.js';
import { gatewayApiModule } from './gateway-api/module.js';

const module = gatewayApiModule();
for (const [name, content] of Object.entries({ ...generateTypes(module), ...generateSchemas(module) })) {
  const file = `src/resources/generated/${name}.ts`;
  writeFileSync(file, content);
  console.log(`${file} from ${module.path} ${module.version}`);
}
