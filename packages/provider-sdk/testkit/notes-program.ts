/** The provider `notes` as a program. */

import { serve } from "../src/index.ts";
import { notes } from "./notes-provider.ts";

void serve(notes);
