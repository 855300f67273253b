type CleanUp = () => Promise<void>;

/** What has to be undone, last first. One that fails doesn't keep the others from being done. */
export const createCleanUps = (onError: (error: Error) => void) => {
  const pending: CleanUp[] = [];
  return {
    add: (cleanUp: CleanUp): void => void pending.push(cleanUp),
    run: async (): Promise<void> => {
      for (let cleanUp = pending.pop(); cleanUp; cleanUp = pending.pop()) {
        await cleanUp().catch(onError);
      }
    },
  };
};

export type CleanUps = ReturnType<typeof createCleanUps>;
