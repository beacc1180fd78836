import { Failure } from './layout/Failure'
import { Opening } from './layout/Opening'
import { StockroomPage } from './layout/StockroomPage'
import { Inspected } from './replica/Inspected'
import { place, ReplicaProvider } from './replica/replica'
import { UpdatePrompt } from './status/UpdatePrompt'

export function App() {
  return (
    <Failure>
      <ReplicaProvider space={place.space} fallback={<Opening />}>
        {place.inspect && <Inspected />}
        <StockroomPage />
      </ReplicaProvider>
      <UpdatePrompt />
    </Failure>
  )
}
