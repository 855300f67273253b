/** Every resource carries it with the system's name: bills and budgets are told apart by it. */
export const PROJECT_TAG = 'gilfoyle';
