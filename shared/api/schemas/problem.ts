import * as z from 'zod';
import { PROBLEM_CODES } from '../../runtime/problem-codes.ts';

export const ProblemDocument = z
  .object({
    type: z.string().meta({ description: 'Where the code is explained.', example: '/docs#problem-media_not_found' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(PROBLEM_CODES).meta({ description: 'Stable: branch on this.' }),
    detail: z.string().meta({ description: 'One sentence: what is wrong and what to do.' }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Every field that is wrong.' }),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'A refused request, after RFC 9457.' });
